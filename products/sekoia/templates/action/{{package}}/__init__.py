"""Actions that Sekoia.io has {{title}} carry out."""
