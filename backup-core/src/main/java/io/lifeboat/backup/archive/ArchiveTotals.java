package io.lifeboat.backup.archive;

/**
 * What an archive holds, counted.
 *
 * @param parts of the dump
 * @param rows of all parts
 * @param files regular files
 * @param directories directories
 * @param links symbolic links
 * @param missing files, directories and links that are missing
 * @param members of the tar, without index, summary and locator
 * @param rawBytes bytes of parts and files before they were encoded; abandoned attempts not counted
 * @param archiveBytes bytes of the whole tar, not encrypted
 */
public record ArchiveTotals(
    long parts,
    long rows,
    long files,
    long directories,
    long links,
    long missing,
    long members,
    long rawBytes,
    long archiveBytes) {}
