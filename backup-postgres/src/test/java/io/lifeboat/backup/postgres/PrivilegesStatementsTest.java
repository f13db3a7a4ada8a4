package io.lifeboat.backup.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class PrivilegesStatementsTest {

  @Test
  void onlyWhatDealsWithPrivilegesIsTakenFromAScript() {
    String script =
        """
        \\restrict abc
        -- Name: t; Type: ACL
        SET statement_timeout = 0;
        SELECT pg_catalog.set_config('search_path', '', false);
        GRANT SELECT ON TABLE public."a;
        -- b" TO "it's";
        REVOKE ALL ON TABLE public.t FROM x;
        \\unrestrict abc
        """;
    assertEquals(
        List.of(
            "GRANT SELECT ON TABLE public.\"a;\n-- b\" TO \"it's\"",
            "REVOKE ALL ON TABLE public.t FROM x"),
        Privileges.statements(script));
  }
}
