"""Places: twelve régions with some of their départements and communes, true codes, and the small words before them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Departement:
    """A département: code, name, name after "de" ("du Finistère"), communes none of which is named as a département."""

    code: str
    name: str
    of: str
    towns: tuple[str, ...]


@dataclass(frozen=True)
class Region:
    """A région: INSEE code, name, acronym, name after "de" ("des Hauts-de-France"), its départements."""

    code: str
    name: str
    acronym: str
    of: str
    departements: tuple[Departement, ...]


def of(name: str) -> str:
    """A commune or proper name after "de": d'Albi, du Mans, des Mureaux, de La Rochelle."""
    for article, joined in (("le ", "du "), ("les ", "des ")):
        if name.lower().startswith(article):
            return joined + name[len(article) :]
    return f"d'{name}" if name[0] in "AEIOUÉÈÊÎÂH" else f"de {name}"


# One région a paragraph: code|name|acronym|of, then lines of code|name|of|communes.
_TABLE = """
53|Bretagne|BZH|de Bretagne
22|Côtes-d'Armor|des Côtes-d'Armor|Saint-Brieuc,Lannion,Paimpol,Loudéac,Dinan,Rostrenen
29|Finistère|du Finistère|Brest,Quimper,Morlaix,Landerneau,Douarnenez,Châteaulin
35|Ille-et-Vilaine|d'Ille-et-Vilaine|Rennes,Fougères,Vitré,Redon,Saint-Malo,Bain-de-Bretagne
56|Morbihan|du Morbihan|Lorient,Vannes,Pontivy,Ploërmel,Auray,Hennebont

11|Île-de-France|IDF|d'Île-de-France
77|Seine-et-Marne|de Seine-et-Marne|Meaux,Melun,Provins,Chelles,Nemours,Coulommiers
78|Yvelines|des Yvelines|Trappes,Mantes-la-Jolie,Les Mureaux,Poissy,Rambouillet
91|Essonne|de l'Essonne|Évry-Courcouronnes,Massy,Étampes,Grigny,Dourdan
92|Hauts-de-Seine|des Hauts-de-Seine|Nanterre,Gennevilliers,Colombes,Bagneux,Antony
93|Seine-Saint-Denis|de Seine-Saint-Denis|Bobigny,Aubervilliers,Montreuil,Sevran,Stains,Bondy
94|Val-de-Marne|du Val-de-Marne|Créteil,Ivry-sur-Seine,Villejuif,Champigny-sur-Marne,Orly
95|Val-d'Oise|du Val-d'Oise|Cergy,Argenteuil,Sarcelles,Persan,Garges-lès-Gonesse

76|Occitanie|OCC|d'Occitanie
09|Ariège|de l'Ariège|Foix,Pamiers,Saint-Girons,Lavelanet,Mirepoix
12|Aveyron|de l'Aveyron|Rodez,Millau,Decazeville,Espalion,Villefranche-de-Rouergue
30|Gard|du Gard|Nîmes,Alès,Bagnols-sur-Cèze,Le Vigan,Beaucaire
31|Haute-Garonne|de la Haute-Garonne|Toulouse,Muret,Saint-Gaudens,Revel,Colomiers
34|Hérault|de l'Hérault|Montpellier,Béziers,Sète,Lunel,Lodève
66|Pyrénées-Orientales|des Pyrénées-Orientales|Perpignan,Prades,Céret,Elne,Rivesaltes
81|Tarn|du Tarn|Albi,Castres,Gaillac,Mazamet,Graulhet

44|Grand Est|GES|du Grand Est
08|Ardennes|des Ardennes|Charleville-Mézières,Sedan,Rethel,Vouziers,Givet
51|Marne|de la Marne|Reims,Épernay,Vitry-le-François,Suippes,Sézanne
54|Meurthe-et-Moselle|de Meurthe-et-Moselle|Nancy,Longwy,Lunéville,Toul,Briey
57|Moselle|de la Moselle|Metz,Forbach,Thionville,Sarreguemines,Bitche
67|Bas-Rhin|du Bas-Rhin|Strasbourg,Haguenau,Saverne,Sélestat,Wissembourg
88|Vosges|des Vosges|Épinal,Remiremont,Neufchâteau,Gérardmer,Mirecourt

75|Nouvelle-Aquitaine|NAQ|de Nouvelle-Aquitaine
17|Charente-Maritime|de la Charente-Maritime|La Rochelle,Saintes,Rochefort,Royan,Jonzac
24|Dordogne|de la Dordogne|Périgueux,Bergerac,Sarlat-la-Canéda,Nontron,Ribérac
33|Gironde|de la Gironde|Bordeaux,Libourne,Langon,Lesparre-Médoc,Cenon,Lormont
40|Landes|des Landes|Mont-de-Marsan,Dax,Mimizan,Tarnos,Peyrehorade
64|Pyrénées-Atlantiques|des Pyrénées-Atlantiques|Pau,Bayonne,Oloron-Sainte-Marie,Orthez,Mauléon-Licharre
87|Haute-Vienne|de la Haute-Vienne|Limoges,Bellac,Saint-Junien,Rochechouart,Ambazac

84|Auvergne-Rhône-Alpes|ARA|d'Auvergne-Rhône-Alpes
26|Drôme|de la Drôme|Valence,Romans-sur-Isère,Montélimar,Die,Crest
38|Isère|de l'Isère|Grenoble,Échirolles,La Mure,Voiron,Bourgoin-Jallieu
42|Loire|de la Loire|Saint-Étienne,Roanne,Firminy,Montbrison,Feurs
63|Puy-de-Dôme|du Puy-de-Dôme|Clermont-Ferrand,Thiers,Riom,Issoire,Ambert
69|Rhône|du Rhône|Lyon,Villeurbanne,Vénissieux,Givors,Tarare
73|Savoie|de la Savoie|Chambéry,Albertville,Ugine,Modane,Aix-les-Bains

32|Hauts-de-France|HDF|des Hauts-de-France
02|Aisne|de l'Aisne|Laon,Soissons,Saint-Quentin,Hirson,Guise
59|Nord|du Nord|Lille,Roubaix,Dunkerque,Maubeuge,Denain,Fourmies
60|Oise|de l'Oise|Beauvais,Creil,Compiègne,Noyon,Méru
62|Pas-de-Calais|du Pas-de-Calais|Arras,Lens,Béthune,Boulogne-sur-Mer,Liévin
80|Somme|de la Somme|Amiens,Abbeville,Péronne,Albert,Doullens

93|Provence-Alpes-Côte d'Azur|PACA|de Provence-Alpes-Côte d'Azur
04|Alpes-de-Haute-Provence|des Alpes-de-Haute-Provence|Digne-les-Bains,Manosque,Sisteron,Forcalquier
05|Hautes-Alpes|des Hautes-Alpes|Gap,Briançon,Embrun,Veynes,Laragne-Montéglin
06|Alpes-Maritimes|des Alpes-Maritimes|Nice,Grasse,Menton,Antibes,Vallauris
13|Bouches-du-Rhône|des Bouches-du-Rhône|Marseille,Arles,Martigues,Aubagne,Salon-de-Provence
83|Var|du Var|Toulon,Draguignan,Brignoles,Fréjus,Hyères
84|Vaucluse|de Vaucluse|Avignon,Carpentras,Orange,Apt,Cavaillon

28|Normandie|NOR|de Normandie
14|Calvados|du Calvados|Caen,Lisieux,Bayeux,Falaise,Hérouville-Saint-Clair
27|Eure|de l'Eure|Évreux,Vernon,Louviers,Bernay,Pont-Audemer
50|Manche|de la Manche|Cherbourg-en-Cotentin,Saint-Lô,Avranches,Coutances
61|Orne|de l'Orne|Alençon,Flers,Argentan,L'Aigle,Domfront
76|Seine-Maritime|de la Seine-Maritime|Rouen,Le Havre,Dieppe,Elbeuf,Fécamp,Le Tréport

27|Bourgogne-Franche-Comté|BFC|de Bourgogne-Franche-Comté
21|Côte-d'Or|de la Côte-d'Or|Dijon,Beaune,Montbard,Chenôve,Semur-en-Auxois
25|Doubs|du Doubs|Besançon,Montbéliard,Pontarlier,Morteau,Audincourt
71|Saône-et-Loire|de Saône-et-Loire|Mâcon,Chalon-sur-Saône,Autun,Montceau-les-Mines
89|Yonne|de l'Yonne|Auxerre,Sens,Joigny,Avallon,Tonnerre

24|Centre-Val de Loire|CVL|du Centre-Val de Loire
18|Cher|du Cher|Bourges,Vierzon,Saint-Amand-Montrond,Sancerre
28|Eure-et-Loir|d'Eure-et-Loir|Chartres,Dreux,Châteaudun,Nogent-le-Rotrou
37|Indre-et-Loire|d'Indre-et-Loire|Tours,Chinon,Loches,Joué-lès-Tours,Amboise
45|Loiret|du Loiret|Orléans,Montargis,Gien,Pithiviers,Fleury-les-Aubrais

52|Pays de la Loire|PDL|des Pays de la Loire
44|Loire-Atlantique|de la Loire-Atlantique|Nantes,Saint-Nazaire,Châteaubriant,Rezé,Ancenis
49|Maine-et-Loire|de Maine-et-Loire|Angers,Cholet,Saumur,Segré,Trélazé
72|Sarthe|de la Sarthe|Le Mans,La Flèche,Sablé-sur-Sarthe,Allonnes,Mamers
85|Vendée|de la Vendée|La Roche-sur-Yon,Fontenay-le-Comte,Challans,Luçon
"""


def _region(paragraph: str) -> Region:
    head, *lines = paragraph.splitlines()
    code, name, acronym, after = head.split("|")
    rows = (line.split("|") for line in lines)
    departements = (
        Departement(number, called, of_it, tuple(towns.split(","))) for number, called, of_it, towns in rows
    )
    return Region(code, name, acronym, after, tuple(departements))


REGIONS = tuple(_region(paragraph) for paragraph in _TABLE.strip().split("\n\n"))
DISTRICTS = (
    "les Hauts Prés", "la Roseraie", "le Grand Clos", "Bellevue", "les Tilleuls", "la Source", "Jean-Moulin",
    "les Aubépines", "le Petit Bois", "la Fontaine", "Gagarine", "les Trois Moulins", "Croix-Blanche", "le Val Fleuri",
)  # fmt: skip  # districts, not linked to codes
COUNTRIES = (
    "Trois Rivières", "Haut Plateau", "Val Doré", "Collines du Levant", "Deux Vallées", "Bocage vert", "Mille Étangs",
    "Coteaux du Sud", "Grands Bois", "Portes du Marais", "Quatre Vents", "Causse blanc",
)  # fmt: skip  # made-up intercommunal names, masculine or plural
