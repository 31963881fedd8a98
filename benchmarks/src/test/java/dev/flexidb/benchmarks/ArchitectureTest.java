package dev.flexidb.benchmarks;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.flexidb.benchmarks");

  @Test
  void packagesHaveNoCycles() {
    slices().matching("dev.flexidb.(**)").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void onlyMainBlocks() {
    noClasses()
        .should()
        .callMethodWhere(
            DescribedPredicate.describe(
                "block* of Mono or Flux, outside main",
                call ->
                    call.getTargetOwner().getPackageName().equals("reactor.core.publisher")
                        && call.getName().startsWith("block")
                        && !call.getOrigin().getName().equals("main")))
        .check(CLASSES);
  }

  @Test
  void whatMeasuresDoesNotKnowWhatIsMeasured() {
    noClasses()
        .that()
        .resideInAPackage("dev.flexidb.benchmarks.runner")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.flexidb", "dev.flexidb.embedded", "io.r2dbc..")
        .check(CLASSES);
  }
}
