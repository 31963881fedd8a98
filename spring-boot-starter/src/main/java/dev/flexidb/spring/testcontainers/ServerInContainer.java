package dev.flexidb.spring.testcontainers;

import static io.r2dbc.spi.ConnectionFactoryOptions.DATABASE;
import static io.r2dbc.spi.ConnectionFactoryOptions.DRIVER;
import static io.r2dbc.spi.ConnectionFactoryOptions.HOST;
import static io.r2dbc.spi.ConnectionFactoryOptions.PASSWORD;
import static io.r2dbc.spi.ConnectionFactoryOptions.PORT;
import static io.r2dbc.spi.ConnectionFactoryOptions.USER;

import dev.flexidb.spring.beans.FlexiDbConnectionDetails;
import io.r2dbc.spi.ConnectionFactoryOptions;
import org.springframework.boot.testcontainers.service.connection.ContainerConnectionSource;
import org.testcontainers.containers.Container;
import org.testcontainers.containers.JdbcDatabaseContainer;

/** What a running container is to R2DBC. */
final class ServerInContainer {

  private ServerInContainer() {}

  static boolean isOf(ContainerConnectionSource<?> source, String database) {
    return source.accepts(database, Container.class, FlexiDbConnectionDetails.class);
  }

  static ConnectionFactoryOptions options(
      String driver, int port, JdbcDatabaseContainer<?> container) {
    return ConnectionFactoryOptions.builder()
        .option(DRIVER, driver)
        .option(HOST, container.getHost())
        .option(PORT, container.getMappedPort(port))
        .option(DATABASE, container.getDatabaseName())
        .option(USER, container.getUsername())
        .option(PASSWORD, container.getPassword())
        .build();
  }
}
