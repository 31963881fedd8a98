package dev.flexidb.family;

import static io.r2dbc.spi.ConnectionFactoryOptions.DRIVER;
import static io.r2dbc.spi.ConnectionFactoryOptions.HOST;
import static io.r2dbc.spi.ConnectionFactoryOptions.SSL;

import io.r2dbc.spi.ConnectionFactoryOptions;
import io.r2dbc.spi.Option;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/**
 * TLS as the drivers' options ask for it. To another machine it is verified unless the options say
 * otherwise; what they say is kept.
 */
public final class TransportSecurity {

  private static final Option<Object> MODE = Option.valueOf("sslMode");
  private static final Option<Object> MODE_ALIAS = Option.valueOf("sslmode");

  /** MariaDB's driver trusts nobody without these two, not even whom the JVM trusts. */
  private static final Option<Object> SERVER_CERTIFICATE = Option.valueOf("serverSslCert");

  private static final Option<Object> JVM_TRUST = Option.valueOf("fallbackToSystemTrustStore");

  /** What else ends with localhost, or only looks like an address, a name server answers for. */
  private static final Pattern LOOPBACK =
      Pattern.compile(
          "(?i)localhost\\.?|(::ffff:)?127(\\.(25[0-5]|2[0-4]\\d|1?\\d?\\d)){3}"
              + "|::1|(0{1,4}:){7}0{0,3}1");

  private static final Pattern WITH_PORT = Pattern.compile("\\[(.*)](:.*)?|([^:]*):[^:]*");

  /** In the words of the three drivers, which have no code for it. */
  private static final Pattern NO_TLS =
      Pattern.compile(
          "Server support for SSL connection is disabled|The hostname '.*' could not be verified"
              + "|Server does not support SSL|ssl not enabled in the server");

  private TransportSecurity() {}

  /** The options, with verified TLS where they leave it open. */
  public static ConnectionFactoryOptions byDefault(ConnectionFactoryOptions options) {
    return remote(options)
        .filter(driver -> mode(driver, options) == null && !isOff(options.getValue(SSL)))
        .map(driver -> verified(driver, options))
        .orElse(options);
  }

  private static ConnectionFactoryOptions verified(
      KnownDriver driver, ConnectionFactoryOptions options) {
    ConnectionFactoryOptions.Builder verified =
        options.mutate().option(MODE, driver.verifiedMode());
    if (driver == KnownDriver.MARIADB
        && !options.hasOption(SERVER_CERTIFICATE)
        && !options.hasOption(JVM_TRUST)) {
      verified.option(JVM_TRUST, "true");
    }
    return verified.build();
  }

  /** Whether the options say that another machine is to be trusted as it is. */
  public static boolean isUnverified(ConnectionFactoryOptions options) {
    return remote(options)
        .filter(
            driver -> {
              String mode = mode(driver, options);
              return mode == null ? isOff(options.getValue(SSL)) : !driver.verifies(mode);
            })
        .isPresent();
  }

  /** Whether the server offers no TLS, or is not the one that it says it is. */
  public static boolean isRefusal(Throwable error) {
    for (Throwable told = error; told != null; told = told.getCause()) {
      String message = told.getMessage();
      if (told instanceof CertificateException
          || told instanceof CertPathBuilderException
          || told instanceof SSLPeerUnverifiedException
          || (message != null && NO_TLS.matcher(message).find())) {
        return true;
      }
    }
    return false;
  }

  /** The driver, where the options lead to another machine. */
  private static Optional<KnownDriver> remote(ConnectionFactoryOptions options) {
    return KnownDriver.of(options.getValue(DRIVER))
        .filter(driver -> !driver.hasSocket(options))
        .filter(driver -> !isLoopback(String.valueOf(options.getValue(HOST))));
  }

  /** No name is looked up: whoever answers for names may be who listens. */
  private static boolean isLoopback(String hosts) {
    return Stream.of(hosts.split(",", -1))
        .map(TransportSecurity::withoutPort)
        .allMatch(host -> LOOPBACK.matcher(host).matches());
  }

  private static String withoutPort(String host) {
    var parts = WITH_PORT.matcher(host);
    if (!parts.matches()) {
      return host;
    }
    return parts.group(1) == null ? parts.group(3) : parts.group(1);
  }

  private static @Nullable String mode(KnownDriver driver, ConnectionFactoryOptions options) {
    Object mode = options.getValue(MODE);
    if (mode == null && driver == KnownDriver.POSTGRESQL) {
      mode = options.getValue(MODE_ALIAS);
    }
    return mode == null ? null : mode.toString().toLowerCase(Locale.ROOT).replace('-', '_');
  }

  private static boolean isOff(@Nullable Object ssl) {
    return ssl != null && !Boolean.parseBoolean(ssl.toString()) && !ssl.toString().equals("1");
  }
}
