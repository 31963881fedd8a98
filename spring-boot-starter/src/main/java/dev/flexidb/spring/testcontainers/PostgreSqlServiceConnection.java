package dev.flexidb.spring.testcontainers;

import dev.flexidb.spring.beans.FlexiDbConnectionDetails;
import io.r2dbc.spi.ConnectionFactoryOptions;
import org.springframework.boot.testcontainers.service.connection.ContainerConnectionDetailsFactory;
import org.springframework.boot.testcontainers.service.connection.ContainerConnectionSource;
import org.testcontainers.postgresql.PostgreSQLContainer;

/** A container of PostgreSQL as a database. Spring Boot takes one of each kind of details. */
final class PostgreSqlServiceConnection
    extends ContainerConnectionDetailsFactory<
        PostgreSQLContainer, PostgreSqlServiceConnection.Details> {

  @Override
  protected Details getContainerConnectionDetails(
      ContainerConnectionSource<PostgreSQLContainer> source) {
    return new Details(source);
  }

  static final class Details extends ContainerConnectionDetails<PostgreSQLContainer>
      implements FlexiDbConnectionDetails {

    private final ContainerConnectionSource<PostgreSQLContainer> source;

    private Details(ContainerConnectionSource<PostgreSQLContainer> source) {
      super(source);
      this.source = source;
    }

    @Override
    public boolean isOf(String database) {
      return ServerInContainer.isOf(source, database);
    }

    @Override
    public ConnectionFactoryOptions options() {
      return ServerInContainer.options("postgresql", 5432, getContainer());
    }
  }
}
