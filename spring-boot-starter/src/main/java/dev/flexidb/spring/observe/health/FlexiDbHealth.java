package dev.flexidb.spring.observe.health;

import dev.flexidb.DatabaseConfig;
import dev.flexidb.ReactiveFlexiDb;
import dev.flexidb.spring.DatabaseConfigs;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.health.contributor.CompositeReactiveHealthContributor;
import org.springframework.boot.health.contributor.ReactiveHealthContributor;

/** The health of all databases, and of their groups, as they are now. */
final class FlexiDbHealth {

  private static final String DATABASES = "databases";
  private static final String GROUPS = "groups";

  private final ReactiveFlexiDb db;
  private final DatabaseConfigs configs;

  FlexiDbHealth(ReactiveFlexiDb db, DatabaseConfigs configs) {
    this.db = db;
    this.configs = configs;
  }

  CompositeReactiveHealthContributor contributor() {
    ReactiveHealthContributor databases = new Contributors(db::list, this::database);
    ReactiveHealthContributor groups = new Contributors(() -> db.groups().keySet(), this::group);
    return new Contributors(
        () -> db.groups().isEmpty() ? List.of(DATABASES) : List.of(DATABASES, GROUPS),
        kind -> kind.equals(DATABASES) ? databases : groups);
  }

  private DatabaseHealth database(String name) {
    return new DatabaseHealth(db, name, isChecked(configs.byName().get(name)));
  }

  private static boolean isChecked(@Nullable DatabaseConfig config) {
    return config == null || !config.healthCheck().interval().isZero();
  }

  private GroupHealth group(String name) {
    return new GroupHealth(db.groups().getOrDefault(name, List.of()), this::database);
  }
}
