package dev.flexidb.migrate;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How the options of an R2DBC driver are said to the JDBC driver for the same server. */
@SuppressWarnings("ImmutableEnumChecker") // What Map.of and Set.of make does not change.
enum JdbcDriver {
  POSTGRESQL(
      "postgresql",
      5432,
      "sslmode",
      "disable",
      "verify-full",
      Map.ofEntries(
          Map.entry("sslmode", "sslmode"),
          Map.entry("sslrootcert", "sslrootcert"),
          Map.entry("sslcert", "sslcert"),
          Map.entry("sslkey", "sslkey"),
          Map.entry("sslpassword", "sslpassword"),
          Map.entry("sslnegotiation", "sslNegotiation"),
          Map.entry("applicationname", "ApplicationName"),
          Map.entry("tcpkeepalive", "tcpKeepAlive")),
      Set.of(
          "autodetectextensions",
          "compatibilitymode",
          "currentschema",
          "errorresponseloglevel",
          "extensions",
          "fetchsize",
          "forcebinary",
          "lockwaittimeout",
          "loopresources",
          "noticeloglevel",
          "preferattachedbuffers",
          "preparedstatementcachequeries",
          "schema",
          "statementtimeout",
          "tcpnodelay")),
  MYSQL(
      "mysql",
      3306,
      "sslMode",
      "DISABLED",
      "REQUIRED",
      Map.of(
          "sslmode", "sslMode",
          "serverrsapublickeyfile", "serverRSAPublicKeyFile",
          "tcpkeepalive", "tcpKeepAlive"),
      Set.of(
          "autodetectextensions",
          "connectiontimezone",
          "forceconnectiontimezonetosession",
          "loopresources",
          "metrics",
          "preparecachesize",
          "preserveinstants",
          "querycachesize",
          "resolver",
          "serverzoneid",
          "statementtimeout",
          "lockwaittimeout",
          "tcpnodelay",
          "tinyint1isbit",
          "useserverpreparestatement",
          "zerodate")),
  /** MySQL by the driver of MariaDB, where MySQL's own is not on the class path. */
  MYSQL_BY_MARIADB(
      "mariadb",
      3306,
      "sslMode",
      "disable",
      "trust",
      Map.of(
          "sslmode", "sslMode",
          "serverrsapublickeyfile", "serverRsaPublicKeyFile",
          "tcpkeepalive", "tcpKeepAlive"),
      MYSQL.ignored),
  MARIADB(
      "mariadb",
      3306,
      "sslMode",
      "disable",
      "verify-full",
      Map.of(
          "sslmode", "sslMode",
          "serversslcert", "serverSslCert",
          "tlsprotocol", "enabledSslProtocolSuites",
          "fallbacktosystemtruststore", "fallbackToSystemTrustStore",
          "allowpublickeyretrieval", "allowPublicKeyRetrieval",
          "rsapublickey", "serverRsaPublicKeyFile",
          "cachingrsapublickey", "serverRsaPublicKeyFile",
          "restrictedauth", "restrictedAuth",
          "tcpkeepalive", "tcpKeepAlive"),
      Set.of(
          "allowmultiqueries",
          "allowpipelining",
          "autocommit",
          "connectionattributes",
          "collation",
          "isolationlevel",
          "loopresources",
          "permitredirect",
          "preparecachesize",
          "skippostcommands",
          "statementtimeout",
          "lockwaittimeout",
          "tcpabortiveclose",
          "timezone",
          "tinyint1isbit",
          "tinyisbit",
          "transactionreplay",
          "useserverpreparestmts"));

  private static final String MYSQL_DRIVER = "com.mysql.cj.jdbc.Driver";
  private static final String MARIADB_DRIVER = "org.mariadb.jdbc.Driver";

  /** MySQL's modes of TLS in MariaDB's words. */
  private static final Map<String, String> OF_MYSQL =
      Map.of("disabled", "disable", "required", "trust", "verify-identity", "verify-full");

  private final String scheme;
  private final int defaultPort;
  private final String mode;
  private final String plain;
  private final String secure;

  /** By the R2DBC option's name in lower case: drivers read both spellings of some. */
  private final Map<String, String> carried;

  /** What says nothing to a migration. */
  private final Set<String> ignored;

  JdbcDriver(
      String scheme,
      int defaultPort,
      String mode,
      String plain,
      String secure,
      Map<String, String> carried,
      Set<String> ignored) {
    this.scheme = scheme;
    this.defaultPort = defaultPort;
    this.mode = mode;
    this.plain = plain;
    this.secure = secure;
    this.carried = carried;
    this.ignored = ignored;
  }

  /** The one for the R2DBC driver of this name; null if none is known. */
  static @Nullable JdbcDriver of(String r2dbc) {
    return switch (r2dbc) {
      case "postgresql", "postgres" -> POSTGRESQL;
      case "mysql" -> isThere(MYSQL_DRIVER) || !isThere(MARIADB_DRIVER) ? MYSQL : MYSQL_BY_MARIADB;
      case "mariadb" -> MARIADB;
      default -> null;
    };
  }

  private static boolean isThere(String driver) {
    try {
      Class.forName(driver, false, JdbcDriver.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException absent) {
      return false;
    }
  }

  String url(String host, @Nullable Integer port, String database) {
    String at = host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
    return "jdbc:%s://%s:%d/%s"
        .formatted(scheme, at, port == null ? defaultPort : port.intValue(), inUrl(database));
  }

  private String inUrl(String database) {
    return scheme.equals("mariadb")
        ? database
        : URLEncoder.encode(database, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** Whether a URL can hold this name: MariaDB's driver takes it as it stands there. */
  boolean canName(String database) {
    return !scheme.equals("mariadb")
        || database.chars().noneMatch(each -> "/?;#&".indexOf(each) >= 0);
  }

  /** The JDBC driver's name for an option; null if it has none. */
  @Nullable String carried(String option) {
    return carried.get(option.toLowerCase(Locale.ROOT));
  }

  boolean ignores(String option) {
    return ignored.contains(option.toLowerCase(Locale.ROOT));
  }

  /** The option that says whether TLS is used and verified. */
  String mode() {
    return mode;
  }

  String plain() {
    return plain;
  }

  String secure() {
    return secure;
  }

  /** The mode in the spelling of the JDBC driver; a mode that it lacks is refused by it. */
  String spelled(String value) {
    if (this == MYSQL) {
      return value.toUpperCase(Locale.ROOT).replace('-', '_');
    }
    String spelled = value.toLowerCase(Locale.ROOT).replace('_', '-');
    return this == MYSQL_BY_MARIADB ? OF_MYSQL.getOrDefault(spelled, spelled) : spelled;
  }

  /** Whether a password is only safe from others when the server's key is known. */
  boolean asksForPublicKey() {
    return this != POSTGRESQL;
  }
}
