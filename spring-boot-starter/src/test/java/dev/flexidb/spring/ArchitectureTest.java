package dev.flexidb.spring;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.List;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .importUrl(
              FlexiDbAutoConfiguration.class.getProtectionDomain().getCodeSource().getLocation());

  @Test
  void packagesHaveNoCycles() {
    slices().matching("dev.flexidb.spring.(**)").should().beFreeOfCycles().check(CLASSES);
    noClasses()
        .that()
        .resideInAPackage("dev.flexidb.spring.properties..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "dev.flexidb.spring",
            "dev.flexidb.spring.beans..",
            "dev.flexidb.spring.web..",
            "dev.flexidb.spring.tenant..")
        .check(CLASSES);
  }

  @Test
  void nothingWaitsButTheStart() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName(StartUp.class.getName())
        .should()
        .callMethodWhere(
            describe(
                "block* of Mono or Flux",
                call ->
                    call.getTargetOwner().getPackageName().equals("reactor.core.publisher")
                        && call.getName().startsWith("block")))
        .check(CLASSES);
  }

  @Test
  void whatIsOptionalIsUsedInItsPackageAlone() {
    onlyIn(List.of("web", "dashboard"), "org.springframework.web..");
    onlyIn(List.of("web", "observe.audit"), "org.springframework.security..");
    onlyIn(List.of("data"), "org.springframework.data..");
    onlyIn(List.of("migrate", "fleet", "observe.migrate"), "dev.flexidb.migrate..");
    onlyIn(List.of("observe.metrics", "observe.migrate"), "io.micrometer.core..");
    onlyIn(List.of("observe.tracing"), "io.micrometer.observation..");
    onlyIn(List.of("observe.health"), "org.springframework.boot.health..");
    onlyIn(List.of("observe.actuate", "observe.audit"), "org.springframework.boot.actuate..");
    onlyIn(
        List.of("testcontainers"),
        "org.testcontainers..",
        "org.springframework.boot.testcontainers..");
  }

  private static void onlyIn(List<String> features, String... optional) {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            features.stream()
                .map(feature -> "dev.flexidb.spring." + feature + "..")
                .toArray(String[]::new))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(optional)
        .check(CLASSES);
  }

  @Test
  void bootsOptionalModulesAreNamedAndNotUsed() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "org.springframework.boot.r2dbc..",
            "org.springframework.boot.data..",
            "org.springframework.boot.webflux..",
            "io.r2dbc.postgresql..",
            "org.mariadb..",
            "io.asyncer..",
            "java.sql..")
        .check(CLASSES);
  }

  @Test
  void settingsAreRecords() {
    classes()
        .that()
        .resideInAPackage("dev.flexidb.spring.properties..")
        .and()
        .arePublic()
        .and()
        .areNotEnums()
        .and()
        .areNotInterfaces()
        .should()
        .beRecords()
        .check(CLASSES);
  }
}
