package dev.flexidb.spring.testcontainers;

import dev.flexidb.spring.beans.FlexiDbConnectionDetails;
import io.r2dbc.spi.ConnectionFactoryOptions;
import org.springframework.boot.testcontainers.service.connection.ContainerConnectionDetailsFactory;
import org.springframework.boot.testcontainers.service.connection.ContainerConnectionSource;
import org.testcontainers.mysql.MySQLContainer;

/** A container of MySQL as a database. Spring Boot takes one of each kind of details. */
final class MySqlServiceConnection
    extends ContainerConnectionDetailsFactory<MySQLContainer, MySqlServiceConnection.Details> {

  @Override
  protected Details getContainerConnectionDetails(
      ContainerConnectionSource<MySQLContainer> source) {
    return new Details(source);
  }

  static final class Details extends ContainerConnectionDetails<MySQLContainer>
      implements FlexiDbConnectionDetails {

    private final ContainerConnectionSource<MySQLContainer> source;

    private Details(ContainerConnectionSource<MySQLContainer> source) {
      super(source);
      this.source = source;
    }

    @Override
    public boolean isOf(String database) {
      return ServerInContainer.isOf(source, database);
    }

    @Override
    public ConnectionFactoryOptions options() {
      return ServerInContainer.options("mysql", 3306, getContainer());
    }
  }
}
