package dev.flexidb;

import static io.r2dbc.spi.ConnectionFactoryOptions.DRIVER;
import static io.r2dbc.spi.ConnectionFactoryOptions.HOST;
import static io.r2dbc.spi.ConnectionFactoryOptions.PORT;
import static io.r2dbc.spi.ConnectionFactoryOptions.USER;

import dev.flexidb.error.InvalidConfigurationException;
import dev.flexidb.family.DatabaseFamily;
import dev.flexidb.family.KnownDriver;
import io.r2dbc.spi.ConnectionFactoryOptions;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Checks that a driver leaves for its first attempt to connect, or answers with a default of its
 * own: that a port is one, and that there is a host. Other drivers' hosts are their own affair.
 */
final class Address {

  /** One host of a list, with its port; an IPv6 address without brackets has none. */
  private static final Pattern WITH_PORT = Pattern.compile("(\\[.*]|[^:\\[]*):([^:]*)");

  private static final Pattern NUMBER = Pattern.compile("-?\\d+");
  private static final Pattern PORT_NUMBER = Pattern.compile("0*[1-9]\\d{0,4}");
  private static final int LAST_PORT = 65_535;

  private Address() {}

  static void require(ConnectionFactoryOptions options) {
    Object port = options.getValue(PORT);
    if (port != null) {
      requirePort(port.toString(), options);
    }
    KnownDriver.of(options.getValue(DRIVER))
        .filter(driver -> !driver.hasSocket(options))
        .ifPresent(driver -> requireHosts(options));
  }

  private static void requireHosts(ConnectionFactoryOptions options) {
    Object given = options.getValue(HOST);
    for (String host : String.valueOf(given == null ? "" : given).split(",", -1)) {
      Matcher parts = WITH_PORT.matcher(host);
      boolean withPort = parts.matches();
      if ((withPort ? parts.group(1) : host).isBlank()) {
        throw new InvalidConfigurationException(
            "the host is missing; name the server's, localhost too; the form is "
                + DatabaseFamily.urlForm());
      }
      if (withPort) {
        requirePort(parts.group(2), options);
      }
    }
  }

  private static void requirePort(String port, ConnectionFactoryOptions options) {
    if (!PORT_NUMBER.matcher(port).matches() || Integer.parseInt(port) > LAST_PORT) {
      throw new InvalidConfigurationException(
          "the port is %s; it must be a number from 1 to %d"
              .formatted(shown(port, options), LAST_PORT));
    }
  }

  /** Where there is no user, the port may be the password of one whose host was forgotten. */
  private static String shown(String port, ConnectionFactoryOptions options) {
    if (!NUMBER.matcher(port).matches()) {
      return "no number";
    }
    return options.hasOption(USER) ? port : "out of range";
  }
}
