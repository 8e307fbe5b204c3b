"""What tests need from outside: a PostgreSQL cluster, a browser, servers; each is found, brought or asked for."""
