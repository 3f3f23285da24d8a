"""A made-up citizen, so that the app can be shown without anyone's real words."""
