package dev.flexidb.family;

import io.r2dbc.spi.ConnectionFactoryOptions;
import io.r2dbc.spi.Option;

/**
 * What a connection has received and its reader has not asked for yet, when the connection is lost.
 * r2dbc-postgresql leaves that to nobody, and its buffers leak; other drivers release it.
 */
public final class UnreadMessages {

  /** A {@code reactor.netty.resources.LoopResources}, which makes the driver's channels. */
  private static final Option<Object> LOOPS = Option.valueOf("loopResources");

  private UnreadMessages() {}

  /** The options, with channels that release it where the driver does not. */
  public static ConnectionFactoryOptions released(ConnectionFactoryOptions options) {
    Object driver = options.getValue(ConnectionFactoryOptions.DRIVER);
    if (KnownDriver.of(driver).filter(KnownDriver.POSTGRESQL::equals).isEmpty()) {
      return options;
    }
    Object given = options.getValue(LOOPS);
    Object loops;
    try {
      loops = DiscardingLoops.around(given);
    } catch (LinkageError misfit) {
      return options;
    }
    return loops == null ? options : options.mutate().option(LOOPS, loops).build();
  }
}
