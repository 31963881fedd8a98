package dev.flexidb.migrate;

import dev.flexidb.tenant.SchemaName;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What whoever serves a tenant has to be granted in its schema: the tenant's role where it has one,
 * or the service's login where that is not the one that migrates. Immutable.
 */
final class Grants {

  private final Site site;
  private final List<String> histories;
  private final @Nullable String login;

  /**
   * @param login the service's, as the server calls it; null where it is the one that migrates
   */
  Grants(Site site, MigrationSources sources, @Nullable String login) {
    this.site = site;
    this.histories = sources.tenantDomains().stream().map(Dialect::historyTable).toList();
    this.login = login;
  }

  /** What is to be run when a schema has been made. */
  List<String> of(SchemaName schema) throws SQLException {
    String role = site.roleOf(schema);
    List<String> all = new ArrayList<>();
    if (login != null) {
      all.add(
          "GRANT SELECT ON %s TO %s"
              .formatted(
                  site.dialect().qualified(site.home(), Registry.TABLE),
                  site.dialect().login(login)));
    }
    if (role != null) {
      all.addAll(role(schema));
      all.addAll(site.dialect().grant(schema.value(), site.dialect().quoted(role), histories));
    } else if (login != null) {
      all.addAll(site.dialect().grant(schema.value(), site.dialect().login(login), histories));
    }
    return all;
  }

  /** What makes the tenant's role, where it has one that is not there yet. */
  List<String> role(SchemaName schema) throws SQLException {
    String role = site.roleOf(schema);
    if (role == null) {
      return List.of();
    }
    String quoted = site.dialect().quoted(role);
    List<String> all = new ArrayList<>();
    if (!site.with(connection -> PostgreSqlRoles.exists(connection, role))) {
      all.addAll(PostgreSqlRoles.create(quoted, schema.value()));
    }
    all.add(
        "GRANT %s TO %s"
            .formatted(quoted, login == null ? "CURRENT_USER" : site.dialect().login(login)));
    return all;
  }

  /** What is to be run when a schema has been dropped: its role goes if we have made it. */
  List<String> gone(Connection connection, SchemaName schema) throws SQLException {
    String role = site.roleOf(schema);
    return role != null && PostgreSqlRoles.mayDrop(connection, role)
        ? List.of("DROP ROLE " + site.dialect().quoted(role))
        : List.of();
  }
}
