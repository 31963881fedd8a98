package dev.flexidb.migrate;

import dev.flexidb.Credentials;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Opens connections, each with the credentials that it asks for. Thread-safe. */
final class DriverSource extends ConnectionsOnly {

  private final JdbcAddress address;
  private final Callable<Credentials> credentials;
  private final AtomicReference<@Nullable Connection> ahead = new AtomicReference<>();

  DriverSource(JdbcAddress address, Callable<Credentials> credentials) {
    this.address = address;
    this.credentials = credentials;
  }

  /** Opens the one that is asked for next. */
  void connectAhead() throws SQLException {
    ahead.set(opened());
  }

  @Override
  public Connection getConnection() throws SQLException {
    Connection first = ahead.getAndSet(null);
    return first == null ? opened() : first;
  }

  private Connection opened() throws SQLException {
    Properties properties = new Properties();
    properties.putAll(address.properties());
    Credentials as = asked();
    properties.setProperty("user", as.username());
    properties.setProperty("password", as.password().toString());
    return DriverManager.getConnection(address.url(), properties);
  }

  private Credentials asked() throws SQLException {
    try {
      return credentials.call();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new SQLException("interrupted while waiting for credentials", "08001", interrupted);
    } catch (Exception failed) {
      throw new SQLException(
          "the supplier of the credentials failed (%s)"
              .formatted(failed.getClass().getSimpleName()),
          "08001",
          failed);
    }
  }
}
