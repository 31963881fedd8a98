package dev.flexidb.spring.dashboard;

import dev.flexidb.spring.dashboard.TenantPages.Page;
import dev.flexidb.spring.fleet.FleetRuns.FailedSchema;
import dev.flexidb.spring.fleet.FleetRuns.Part;
import dev.flexidb.spring.fleet.FleetRuns.Run;
import dev.flexidb.spring.fleet.FleetTenants.Standing;
import dev.flexidb.spring.fleet.FleetTenants.Version;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Runs and tenants as the page reads them; moments in milliseconds since 1970. */
final class FleetJson {

  private FleetJson() {}

  static Map<String, @Nullable Object> of(Run run) {
    Instant endedAt = run.endedAt();
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("number", run.number());
    json.put("kind", run.kind().toLowerCase(Locale.ROOT));
    json.put("startedAt", run.startedAt().toEpochMilli());
    json.put("endedAt", endedAt == null ? null : endedAt.toEpochMilli());
    json.put("state", run.state());
    json.put("parts", run.parts().stream().map(FleetJson::part).toList());
    json.put("failures", run.failures().stream().map(FleetJson::failure).toList());
    return json;
  }

  private static Map<String, @Nullable Object> part(Part part) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("database", part.database());
    json.put("domain", part.domain());
    json.put("schemas", part.schemas());
    json.put("applied", part.applied());
    json.put("skipped", part.skipped());
    json.put("failed", part.failed());
    json.put("done", part.done());
    json.put("left", part.left());
    return json;
  }

  private static Map<String, @Nullable Object> failure(FailedSchema failed) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("database", failed.database());
    json.put("domain", failed.domain());
    json.put("schema", failed.schema());
    json.put("script", failed.script());
    return json;
  }

  static Map<String, @Nullable Object> of(Page page) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("database", page.database());
    json.put("all", page.all());
    json.put("found", page.found());
    json.put("number", page.number());
    json.put("pages", page.pages());
    json.put("first", (page.number() - 1) * TenantPages.SIZE + 1);
    json.put("tenants", page.tenants().stream().map(FleetJson::tenant).toList());
    return json;
  }

  private static Map<String, @Nullable Object> tenant(Standing tenant) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("id", tenant.id());
    json.put("schema", tenant.schema());
    json.put("state", tenant.state());
    json.put("versions", tenant.versions().stream().map(FleetJson::version).toList());
    return json;
  }

  private static Map<String, @Nullable Object> version(Version version) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("domain", version.domain());
    json.put("version", version.version());
    json.put("pending", version.pending());
    json.put("valid", version.valid());
    return json;
  }
}
