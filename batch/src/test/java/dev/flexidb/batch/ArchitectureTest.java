package dev.flexidb.batch;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.flexidb");

  @Test
  void packagesHaveNoCycles() {
    slices().matching("dev.flexidb.(**)").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void nothingBlocks() {
    noClasses()
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
  void onlyTheBreakerKnowsResilience4j() {
    noClasses()
        .that()
        .haveNameNotMatching(".*\\.Breaker(\\$.*)?")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.github.resilience4j..")
        .check(CLASSES);
  }
}
