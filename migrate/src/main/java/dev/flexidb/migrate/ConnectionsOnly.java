package dev.flexidb.migrate;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.logging.Logger;
import javax.sql.DataSource;

/** A DataSource that gives connections and does nothing else. */
abstract class ConnectionsOnly implements DataSource {

  private static final int AT_MOST_SECONDS = 5;

  private volatile int loginTimeout = AT_MOST_SECONDS;

  @Override
  public final Connection getConnection(String username, String password) throws SQLException {
    throw new SQLFeatureNotSupportedException("the credentials are in the configuration");
  }

  @Override
  public final PrintWriter getLogWriter() throws SQLException {
    throw new SQLFeatureNotSupportedException();
  }

  @Override
  public final void setLogWriter(PrintWriter out) {
    // Nothing is logged.
  }

  /** The pool gives up the wait itself; when it closes it waits so long for logins in progress. */
  @Override
  public final void setLoginTimeout(int seconds) {
    loginTimeout = Math.min(seconds, AT_MOST_SECONDS);
  }

  @Override
  public final int getLoginTimeout() {
    return loginTimeout;
  }

  @Override
  public final Logger getParentLogger() throws SQLFeatureNotSupportedException {
    throw new SQLFeatureNotSupportedException();
  }

  @Override
  public final <T> T unwrap(Class<T> type) throws SQLException {
    throw new SQLException("wraps nothing");
  }

  @Override
  public final boolean isWrapperFor(Class<?> type) {
    return false;
  }
}
