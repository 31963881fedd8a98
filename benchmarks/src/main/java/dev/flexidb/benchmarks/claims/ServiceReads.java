package dev.flexidb.benchmarks.claims;

import dev.flexidb.benchmarks.runner.Case;
import dev.flexidb.benchmarks.service.PlainService;
import dev.flexidb.benchmarks.service.RunningService;
import dev.flexidb.benchmarks.service.ServiceSettings;
import dev.flexidb.benchmarks.service.StarterService;
import dev.flexidb.embedded.DatabaseKind;
import java.util.List;
import reactor.core.publisher.Mono;

/** A request of one row costs little more with the starter than with Spring Boot alone. */
public record ServiceReads(int tenants) implements Claim {

  private static final int CONNECTIONS = 64;

  @Override
  public String name() {
    return "service";
  }

  @Override
  public String title() {
    return "A WebFlux request of one row, %d tenants, PostgreSQL".formatted(tenants);
  }

  @Override
  public DatabaseKind server() {
    return DatabaseKind.POSTGRESQL;
  }

  @Override
  public List<Case> cases(Site site) {
    return List.of(
        service(
            "Spring Boot's R2DBC, qualified names",
            site,
            PlainService.class,
            ServiceSettings.plain(0, site.url())),
        service("the starter", site, StarterService.class, ServiceSettings.starter(0, site.url())));
  }

  private static Case service(String name, Site site, Class<?> type, String[] settings) {
    Mono<RunningService> service = RunningService.start(type, settings, CONNECTIONS);
    site.closing(service.flatMap(RunningService::stop));
    return new Case(name, (tenant, key) -> service.flatMap(running -> running.item(tenant, key)));
  }
}
