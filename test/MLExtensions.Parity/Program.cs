using MLExtensions.Parity;

// Compares operations, layers, losses, optimisers and schedules with what PyTorch computed: every case of the folders (or single files) named on the command line.
// Prints the cases that fail, each with its largest error, and last "N passed, M failed, K skipped".
if (args.Length == 0 || args.Any(path => !Directory.Exists(path) && !File.Exists(path)))
{
    Console.Error.WriteLine("Usage: MLExtensions.Parity FOLDER...    Each FOLDER holds reference cases, one JSON file a case.");
    return 2;
}

int passed = 0, failed = 0, skipped = 0;
foreach (string path in args.SelectMany(FilesOf))
{
    switch (CaseCheck.Run(path))
    {
        case { Skipped: true } result:
            skipped++;
            Console.WriteLine($"skipped {Path.GetFileNameWithoutExtension(path)}: {result.Message}");
            break;
        case { Message: { } message }:
            failed++;
            Console.WriteLine($"FAILED {Path.GetFileNameWithoutExtension(path)}: {message}");
            break;
        default:
            passed++;
            break;
    }
}

Console.WriteLine($"{passed} passed, {failed} failed, {skipped} skipped");
return failed == 0 && passed > 0 ? 0 : 1;

// index.json is a list of the others.
static IEnumerable<string> FilesOf(string path) => File.Exists(path)
    ? [path]
    : Directory.EnumerateFiles(path, "*.json").Where(file => Path.GetFileName(file) != "index.json").Order(StringComparer.Ordinal);
