package dev.flexidb.spring.testcontainers;

import dev.flexidb.spring.beans.FlexiDbConnectionDetails;
import io.r2dbc.spi.ConnectionFactoryOptions;
import org.springframework.boot.testcontainers.service.connection.ContainerConnectionDetailsFactory;
import org.springframework.boot.testcontainers.service.connection.ContainerConnectionSource;
import org.testcontainers.mariadb.MariaDBContainer;

/** A container of MariaDB as a database. Spring Boot takes one of each kind of details. */
final class MariaDbServiceConnection
    extends ContainerConnectionDetailsFactory<MariaDBContainer, MariaDbServiceConnection.Details> {

  @Override
  protected Details getContainerConnectionDetails(
      ContainerConnectionSource<MariaDBContainer> source) {
    return new Details(source);
  }

  static final class Details extends ContainerConnectionDetails<MariaDBContainer>
      implements FlexiDbConnectionDetails {

    private final ContainerConnectionSource<MariaDBContainer> source;

    private Details(ContainerConnectionSource<MariaDBContainer> source) {
      super(source);
      this.source = source;
    }

    @Override
    public boolean isOf(String database) {
      return ServerInContainer.isOf(source, database);
    }

    @Override
    public ConnectionFactoryOptions options() {
      return ServerInContainer.options("mariadb", 3306, getContainer());
    }
  }
}
