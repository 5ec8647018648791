"""The evidence behind each verdict, how far readers agree, and what is published of claims."""
