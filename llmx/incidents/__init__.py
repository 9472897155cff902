"""Incidents: what several articles tell as events of their own, brought together as one."""
