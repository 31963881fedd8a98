package dev.flexidb.cli;

import java.util.LinkedHashMap;
import java.util.Map;

/** What errors call by its name in Java, by its name in {@code flexidb.yml}. */
final class Spelling {

  private static final Map<String, String> SETTINGS = new LinkedHashMap<>();

  static {
    SETTINGS.put(
        "withMigration(MigrationConfig.of(jdbcUrl, user, password))",
        "jdbc-url, username and password below \"migration\" of the database");
    SETTINGS.put(
        "withMigration(MigrationConfig.as(user, password))",
        "username and password below \"migration\" of the database");
    SETTINGS.put(
        "configure Tenancy.schemaPerTenant()",
        "say \"tenancy: schema-per-tenant\" in " + Project.FILE);
    SETTINGS.put("lockTimeout and lockAttempts", "--lock-timeout where there is one");
  }

  private Spelling() {}

  static String ofSettings(String message) {
    String spelled = message;
    for (Map.Entry<String, String> each : SETTINGS.entrySet()) {
      spelled = spelled.replace(each.getKey(), each.getValue());
    }
    return spelled;
  }
}
