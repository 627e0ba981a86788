"""What is done with many dossiers at once: runs compared, output folders checked, packed for an archive."""
