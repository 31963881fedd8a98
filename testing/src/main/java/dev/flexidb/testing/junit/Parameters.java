package dev.flexidb.testing.junit;

import dev.flexidb.Database;
import dev.flexidb.ReactiveFlexiDb;
import dev.flexidb.Tenant;
import dev.flexidb.TenantState;
import dev.flexidb.tenant.SchemaName;
import java.lang.reflect.Parameter;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;

/** What the parameters of tests are. */
final class Parameters {

  /** By name, as its module may be absent. */
  private static final String SCHEMA_MANAGER = "dev.flexidb.migrate.SchemaManager";

  private Parameters() {}

  static boolean isOurs(Class<?> type) {
    return type == ReactiveFlexiDb.class
        || type == Database.class
        || isTenant(type)
        || type.getName().equals(SCHEMA_MANAGER);
  }

  private static boolean isTenant(Class<?> type) {
    return type == SchemaName.class || type == Tenant.class;
  }

  static Object resolve(ParameterContext parameter, ClassScope all, TestScope test) {
    Class<?> type = parameter.getParameter().getType();
    if (type == ReactiveFlexiDb.class) {
      return test.db();
    }
    if (type == Database.class) {
      return test.db().get(named(parameter, List.copyOf(all.sites().keySet())));
    }
    if (isTenant(type)) {
      SchemaName schema = test.tenant(placeOf(parameter));
      return type == Tenant.class ? new Tenant(schema.value(), schema, TenantState.ACTIVE) : schema;
    }
    List<String> withTenants =
        all.sites().values().stream().filter(Site::hasTenants).map(Site::name).toList();
    String name = named(parameter, withTenants);
    return site(all.sites(), name).schemas(test.db().get(name));
  }

  /** Among those of the method that are tenants. */
  private static int placeOf(ParameterContext parameter) {
    Parameter[] all = parameter.getDeclaringExecutable().getParameters();
    return (int)
        Arrays.stream(all, 0, parameter.getIndex())
            .filter(each -> isTenant(each.getType()))
            .count();
  }

  private static String named(ParameterContext parameter, List<String> possible) {
    On on = parameter.findAnnotation(On.class).orElse(null);
    if (on != null) {
      if (!possible.contains(on.value())) {
        throw refused(
            parameter, "is @On(\"%s\"), and there are %s".formatted(on.value(), possible));
      }
      return on.value();
    }
    if (possible.size() != 1) {
      throw refused(parameter, "may be of %s; say which by @On(..)".formatted(possible));
    }
    return possible.get(0);
  }

  private static Site site(Map<String, Site> sites, String name) {
    Site site = sites.get(name);
    if (site == null) {
      throw new IllegalStateException("no database is called " + name);
    }
    return site;
  }

  private static ParameterResolutionException refused(ParameterContext parameter, String why) {
    return new ParameterResolutionException(
        "the parameter %d of %s, a %s, %s"
            .formatted(
                parameter.getIndex() + 1,
                parameter.getDeclaringExecutable().getName(),
                parameter.getParameter().getType().getSimpleName(),
                why));
  }
}
