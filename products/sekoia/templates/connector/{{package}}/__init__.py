"""What fetches the events of {{title}} for Sekoia.io."""
