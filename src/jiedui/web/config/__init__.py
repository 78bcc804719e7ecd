"""Settings, addresses and the door for servers: the top of the site, which knows every app."""
