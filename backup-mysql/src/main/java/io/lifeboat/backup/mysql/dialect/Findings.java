package io.lifeboat.backup.mysql.dialect;

import io.lifeboat.backup.api.DialectException;
import io.lifeboat.backup.api.Finding;
import java.util.Locale;

/** Says a failure as a finding. */
final class Findings {

  private Findings() {}

  static Finding of(DialectException e) {
    String code = e.reason().name().toLowerCase(Locale.ROOT).replace('_', '-');
    return Finding.error("database." + code, String.valueOf(e.getMessage()), "");
  }
}
