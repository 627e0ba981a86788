"""Turn French press kits of project winners (PDF) into validated, structured records."""
