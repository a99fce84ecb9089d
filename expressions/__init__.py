"""The ground floor: what a lecture writes, as data. No arithmetic is done here."""
