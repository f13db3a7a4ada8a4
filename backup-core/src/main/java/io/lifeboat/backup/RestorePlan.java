package io.lifeboat.backup;

import io.lifeboat.backup.api.DumpDescription;
import io.lifeboat.backup.api.Finding;
import io.lifeboat.backup.api.OperationContext;
import io.lifeboat.backup.api.RestoreMode;
import io.lifeboat.backup.api.RestoreOptions;
import io.lifeboat.backup.archive.ArchivedRoot;
import io.lifeboat.backup.archive.Manifest;
import io.lifeboat.backup.spi.CodecKeys;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a restore would do: its mode, what takes part, and everything the rules say about it.
 *
 * @param mode how the data becomes live; files alone are always exchanged
 * @param database what loads the database; empty if none takes part
 * @param roots the file roots that take part
 * @param options of the dialect in that mode
 * @param inPlaceOptions of the dialect for bringing a safety backup back
 * @param findings what the rules say; an error forbids the restore
 */
record RestorePlan(
    RestoreMode mode,
    Optional<DatabaseRestore> database,
    List<FileRoot> roots,
    RestoreOptions options,
    RestoreOptions inPlaceOptions,
    List<Finding> findings) {

  /** What codes of findings begin with that {@code Restorer.check} leaves to the caller. */
  private static final String TO_DECIDE = "decide.";

  /** Checks everything, changing nothing. */
  static RestorePlan make(
      Setup setup,
      RestoreRequest request,
      Manifest manifest,
      ProgressMeter meter,
      OperationContext context) {
    return new Maker(setup, request, manifest, meter, context).make();
  }

  /** Refuses a restore that breaks a rule, naming all of them. */
  void requireAllowed() {
    List<Finding> errors = findings.stream().filter(Finding::isError).toList();
    if (!errors.isEmpty()) {
      throw new RestoreRefusedException(errors);
    }
  }

  /** Makes one plan. */
  private record Maker(
      Setup setup,
      RestoreRequest request,
      Manifest manifest,
      ProgressMeter meter,
      OperationContext context) {

    RestorePlan make() {
      RestoreOptions inPlace = setup.restoreOptions(RestoreOptions.inPlace(), request.dialect());
      List<Finding> findings = new ArrayList<>(rules(DatabaseRestore.otherDialects(inPlace)));
      Optional<DumpDescription> dump = request.database() ? manifest.database() : Optional.empty();
      if (dump.isEmpty() || setup.db().isEmpty()) {
        return new RestorePlan(
            RestoreMode.SWAP, Optional.empty(), roots(), inPlace, inPlace, List.copyOf(findings));
      }
      Choice choice = choose(setup.db().get(), dump.get());
      findings.addAll(choice.findings);
      findings.addAll(recoveryRule(choice.options.mode()));
      return new RestorePlan(
          choice.options.mode(),
          Optional.of(choice.database),
          roots(),
          choice.options,
          inPlace,
          List.copyOf(findings));
    }

    private List<Finding> rules(Set<String> otherDialects) {
      List<Finding> findings =
          new ArrayList<>(
              new Compatibility(
                      setup.application(),
                      setup.db().map(Setup.Database::endpoint),
                      otherDialects,
                      setup.roots())
                  .violations(manifest, request.database(), request.files()));
      if (request.safetyBackup() && !canOpen(request.keys())) {
        findings.add(
            Finding.error(
                "safety.unreadable",
                "The safety backup would be encrypted for recipients whose private keys are not here, so it could not be brought back.",
                "Give an identity to the request or the manager, or restore without a safety backup."));
      }
      return findings;
    }

    /** A recovery after a kill has the manager's keys only, and no request. */
    private List<Finding> recoveryRule(RestoreMode mode) {
      boolean isNeeded = mode == RestoreMode.IN_PLACE && request.safetyBackup();
      if (!isNeeded || canOpen(CodecKeys.none()) || !canOpen(request.keys())) {
        return List.of();
      }
      return List.of(
          Finding.warning(
              "safety.recovery",
              "Only this request has a key that opens the safety backup. Should the process die while the database is loaded in place, recover() could not bring it back.",
              "Give the manager the identity (Encryption.withIdentities), or restore the safety backup by hand then, with a request that has the key."));
    }

    /** Whether the manager's keys, or these, open what it writes. */
    private boolean canOpen(CodecKeys given) {
      return setup.archives(given).canDecrypt(setup.encryption());
    }

    private List<FileRoot> roots() {
      if (!request.files() || manifest.files().isEmpty()) {
        return List.of();
      }
      List<String> names = manifest.files().get().stream().map(ArchivedRoot::name).toList();
      return setup.roots().stream().filter(root -> names.contains(root.name())).toList();
    }

    /** A way to restore the database, and what the dialect says about it. */
    private record Choice(
        DatabaseRestore database, RestoreOptions options, List<Finding> findings) {

      boolean isForbidden() {
        return findings.stream().anyMatch(Finding::isError);
      }

      /** Whether the caller has to say what becomes of something, or to choose another mode. */
      boolean isUndecided() {
        return findings.stream()
            .anyMatch(finding -> finding.isError() && finding.code().startsWith(TO_DECIDE));
      }
    }

    /**
     * The mode that was asked for; else the exchange if it is possible, else in place. What only
     * the caller can decide is not got around by a load in place.
     */
    private Choice choose(Setup.Database database, DumpDescription dump) {
      if (request.mode().isPresent()) {
        return choice(database, dump, request.mode().get());
      }
      if (!database.dialect().restorer().traits().modes().contains(RestoreMode.SWAP)) {
        return choice(database, dump, RestoreMode.IN_PLACE);
      }
      Choice swap = choice(database, dump, RestoreMode.SWAP);
      if (!swap.isForbidden() || swap.isUndecided()) {
        return swap;
      }
      Choice inPlace = choice(database, dump, RestoreMode.IN_PLACE);
      if (inPlace.isForbidden()) {
        return inPlace;
      }
      List<Finding> findings = new ArrayList<>(inPlace.findings);
      swap.findings.stream()
          .filter(Finding::isError)
          .map(why -> Finding.warning("restore.no-swap", why.message(), why.fix()))
          .forEach(findings::add);
      return new Choice(inPlace.database, inPlace.options, findings);
    }

    private Choice choice(Setup.Database database, DumpDescription dump, RestoreMode mode) {
      RestoreOptions wanted =
          switch (mode) {
            case SWAP -> RestoreOptions.swap();
            case IN_PLACE -> RestoreOptions.inPlace();
            case INTO -> RestoreOptions.into(request.into());
          };
      RestoreOptions options = setup.restoreOptions(wanted, request.dialect());
      DatabaseRestore restore = new DatabaseRestore(database, options, request.prove(), meter);
      List<Finding> findings =
          database.dialect().restorer().traits().modes().contains(mode)
              ? restore.check(dump, context)
              : List.of(
                  Finding.error(
                      "restore.mode",
                      "The dialect %s has no mode %s."
                          .formatted(database.endpoint().dialect(), mode),
                      "Choose another mode."));
      return new Choice(restore, options, findings);
    }
  }
}
