package dev.flexidb.spring.beans;

import io.r2dbc.spi.ConnectionFactoryOptions;
import org.springframework.boot.autoconfigure.service.connection.ConnectionDetails;

/**
 * Where a database is, in place of what the properties say of that: a container of a test. Server
 * and login are these; read hosts and the login of migrations are left out, as they are of the
 * server that this one stands for. All other settings hold.
 */
public interface FlexiDbConnectionDetails extends ConnectionDetails {

  /** Whether it is said to be this database. */
  boolean isOf(String database);

  /** Server, database and login. */
  ConnectionFactoryOptions options();
}
