package dev.flexidb.migrate;

import java.util.List;
import reactor.blockhound.BlockHound;
import reactor.blockhound.integration.BlockHoundIntegration;

/**
 * What the drivers do on an event loop and is not ours to change: they read entropy to log in, the
 * JDK its network settings at the first connection, and MariaDB's reads its own version and its
 * authentication plugins from jars. PostgreSQL's and MySQL's read the certificates that they trust
 * at each connection with TLS. Netty's allocator and MariaDB's client take a lock when their
 * threads compete.
 */
public final class DriverBlocking implements BlockHoundIntegration {

  private static final List<String> LOCKED_BY_MARIADB_CLIENT =
      List.of(
          "lambda$sendCommand$0",
          "lambda$sendCommand$2",
          "lambda$receive$0",
          "sendCommandWithoutResult",
          "executeWhenTransaction",
          "executeWhenNotInTransaction",
          "setAutoCommit");

  @Override
  public void applyTo(BlockHound.Builder builder) {
    builder
        .allowBlockingCallsInside("java.security.SecureRandom", "nextBytes")
        .allowBlockingCallsInside("sun.net.NetProperties", "loadDefaultProperties")
        .allowBlockingCallsInside("io.netty.buffer.AdaptivePoolingAllocator", "allocate")
        .allowBlockingCallsInside("io.netty.buffer.AdaptivePoolingAllocator$MagazineGroup", "free")
        .allowBlockingCallsInside(
            "io.r2dbc.postgresql.client.ReactorNettyClient", "registerSslHandler")
        .allowBlockingCallsInside(
            "io.asyncer.r2dbc.mysql.client.SslBridgeHandler", "handleSslState")
        .allowBlockingCallsInside("org.mariadb.r2dbc.util.VersionFactory", "getInstance")
        .allowBlockingCallsInside(
            "org.mariadb.r2dbc.authentication.AuthenticationFlowPluginLoader", "get");
    LOCKED_BY_MARIADB_CLIENT.forEach(
        method ->
            builder.allowBlockingCallsInside("org.mariadb.r2dbc.client.SimpleClient", method));
  }
}
