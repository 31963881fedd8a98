package dev.flexidb.spring.web;

import dev.flexidb.embedded.DatabaseKind;
import dev.flexidb.embedded.WithServer;

@WithServer(DatabaseKind.MARIADB)
class MariaDbRequestTest implements RequestContract {}
