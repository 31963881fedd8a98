package dev.flexidb;

import reactor.blockhound.BlockHound;
import reactor.blockhound.integration.BlockHoundIntegration;

/**
 * What the drivers do on an event loop and is not ours to change: they read entropy to log in, the
 * JDK its network settings at the first connection, and MariaDB's reads its own version and its
 * authentication plugins from jars. Netty's allocator takes a lock when its threads compete.
 */
public final class DriverBlocking implements BlockHoundIntegration {

  @Override
  public void applyTo(BlockHound.Builder builder) {
    builder
        .allowBlockingCallsInside("java.security.SecureRandom", "nextBytes")
        .allowBlockingCallsInside("sun.net.NetProperties", "loadDefaultProperties")
        .allowBlockingCallsInside("io.netty.buffer.AdaptivePoolingAllocator", "allocate")
        .allowBlockingCallsInside("io.netty.buffer.AdaptivePoolingAllocator$MagazineGroup", "free")
        .allowBlockingCallsInside("org.mariadb.r2dbc.util.VersionFactory", "getInstance")
        .allowBlockingCallsInside(
            "org.mariadb.r2dbc.authentication.AuthenticationFlowPluginLoader", "get");
  }
}
