"""All that is generated to be read: the site, and the generated parts of what is committed."""
