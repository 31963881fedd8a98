package dev.flexidb.embedded;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

class ArchitectureTest {

  private final JavaClasses classes =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.flexidb.embedded");

  @Test
  void packagesHaveNoCycles() {
    slices()
        .matching("dev.flexidb.embedded.(**)")
        .should()
        .beFreeOfCycles()
        .allowEmptyShould(true)
        .check(classes);
  }

  @Test
  void dependsOnNoOtherModuleAndOnNoDriver() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.r2dbc..", "dev.flexidb", "dev.flexidb.tenant..", "dev.flexidb.batch..")
        .check(classes);
  }

  @Test
  void onlyTheProxyKnowsReactorNetty() {
    noClasses()
        .that()
        .haveNameNotMatching(".*\\.(FaultProxy|Listener|Relay|Line|Cut|Watch)(\\$.*)?")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("reactor..", "io.netty..")
        .check(classes);
  }

  @Test
  void waitsForNoPublisher() {
    noClasses()
        .should()
        .callMethodWhere(
            target(owner(type(Mono.class).or(type(Flux.class))))
                .and(target(nameMatching("block.*"))))
        .check(classes);
  }

  @Test
  void onlyContainersKnowsTestcontainers() {
    noClasses()
        .that()
        .haveNameNotMatching(".*\\.Containers(\\$.*)?")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.testcontainers..")
        .check(classes);
  }

  @Test
  void onlyTheExtensionNeedsJUnit() {
    noClasses()
        .that()
        .haveSimpleNameNotStartingWith("DatabaseServerExtension")
        .and()
        .doNotHaveSimpleName("WithServer")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.junit..", "org.opentest4j..")
        .check(classes);
  }
}
