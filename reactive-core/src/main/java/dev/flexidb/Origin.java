package dev.flexidb;

import dev.flexidb.error.InvalidConfigurationException;
import dev.flexidb.family.DatabaseFamily;
import dev.flexidb.family.KnownDriver;
import dev.flexidb.family.TransportSecurity;
import dev.flexidb.family.UnreadMessages;
import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.spi.ConnectionFactories;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.ConnectionFactoryOptions;
import java.util.ServiceConfigurationError;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;

/**
 * Where the connections of a database come from: options for a driver, or a factory of the user's.
 * Made by {@link DatabaseConfig}. Immutable.
 */
public sealed interface Origin {

  /** Host and port, for messages. */
  String server();

  /** The driver's options; null where they are hidden in a factory. */
  @Nullable ConnectionFactoryOptions options();

  /** A factory of the driver, which opens nothing yet. */
  ConnectionFactory factory();

  /**
   * Options, from a URL or given as such.
   *
   * @param credentials asked at each new connection; null where the options have them
   */
  record Driver(
      ConnectionFactoryOptions options,
      @Nullable Supplier<? extends Publisher<Credentials>> credentials)
      implements Origin {

    /** A driver that is never connected wants a user all the same. */
    private static final String NOBODY = "nobody";

    Driver(ConnectionFactoryOptions options) {
      this(options, null);
    }

    static Driver ofUrl(String url) {
      if (url == null || url.isBlank()) {
        throw new InvalidConfigurationException("the URL is missing; " + form());
      }
      if (Urls.isAmbiguous(url)) {
        throw malformed(url);
      }
      ConnectionFactoryOptions options;
      try {
        options = ConnectionFactoryOptions.parse(url);
      } catch (RuntimeException refused) {
        // Its message and cause hold the URL, password and all: neither may be passed on.
        throw malformed(url);
      }
      return new Driver(options);
    }

    private static InvalidConfigurationException malformed(String url) {
      return new InvalidConfigurationException(
          "the URL \"%s\" is malformed; %s".formatted(Urls.redacted(url), form()));
    }

    private static String form() {
      return "the form is %s, with special characters in user and password percent-encoded"
          .formatted(DatabaseFamily.urlForm());
    }

    public Driver {
      if ("pool".equals(options.getValue(ConnectionFactoryOptions.DRIVER))) {
        throw new InvalidConfigurationException(
            "the URL begins with r2dbc:pool; the pool is ours: remove \"pool:\" and use withPool(..)");
      }
      Address.require(options);
    }

    @Override
    public String server() {
      Object host = options.getValue(ConnectionFactoryOptions.HOST);
      Object port = options.getValue(ConnectionFactoryOptions.PORT);
      return port == null ? String.valueOf(host) : host + ":" + port;
    }

    /** The same place, by other options. */
    Driver with(ConnectionFactoryOptions newOptions) {
      return new Driver(newOptions, credentials);
    }

    /** The same place for these. */
    Driver as(Credentials these) {
      return new Driver(
          options
              .mutate()
              .option(ConnectionFactoryOptions.USER, these.username())
              .option(ConnectionFactoryOptions.PASSWORD, these.password())
              .build());
    }

    /** The factory, which has no credentials of its own where they are asked for. */
    @Override
    public ConnectionFactory factory() {
      return credentials == null || options.hasOption(ConnectionFactoryOptions.USER)
          ? found()
          : as(new Credentials(NOBODY, "")).found();
    }

    private ConnectionFactory found() {
      Object driver = options.getValue(ConnectionFactoryOptions.DRIVER);
      try {
        ConnectionFactory found =
            ConnectionFactories.find(UnreadMessages.released(TransportSecurity.byDefault(options)));
        if (found != null) {
          return found;
        }
      } catch (RuntimeException | ServiceConfigurationError refused) {
        throw new InvalidConfigurationException(
            "the R2DBC driver \"%s\" refuses its options (%s); what they may be is said %s"
                .formatted(
                    driver,
                    Urls.withoutSecrets(refused, options),
                    KnownDriver.of(driver)
                        .map(known -> "at " + known.documentation())
                        .orElse("in its documentation")));
      }
      throw new InvalidConfigurationException(
          "no R2DBC driver for \"%s\" is on the class path; add its dependency, for example %s"
              .formatted(driver, DatabaseFamily.drivers()));
    }

    /** Without the options: which of them are secret only their driver knows. */
    @Override
    public String toString() {
      return "%s at %s/%s"
          .formatted(
              options.getValue(ConnectionFactoryOptions.DRIVER),
              server(),
              options.getValue(ConnectionFactoryOptions.DATABASE));
    }
  }

  /** A factory that the user made. */
  record Given(ConnectionFactory factory) implements Origin {

    public Given {
      if (factory instanceof ConnectionPool) {
        throw new InvalidConfigurationException(
            "the given ConnectionFactory is a ConnectionPool; the pool is ours: give the driver's"
                + " factory and use withPool(..)");
      }
    }

    @Override
    public String server() {
      return "the server of the given " + factory.getMetadata().getName() + " factory";
    }

    @Override
    public @Nullable ConnectionFactoryOptions options() {
      return null;
    }

    @Override
    public String toString() {
      return factory.getMetadata().getName();
    }
  }
}
