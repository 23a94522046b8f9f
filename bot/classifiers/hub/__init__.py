"""A model of somebody else's: from a hub or a folder, with our heads read from its labels."""
