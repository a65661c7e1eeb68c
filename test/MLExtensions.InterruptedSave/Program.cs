using MLExtensions.InterruptedSave;

// "forever PATH" saves a model again and again, and prints a line each time.
// "full FOLDER" fills the disk that the folder is on, saves there, and prints what became of it. Give it a small disk of its own.
// "limited FOLDER" does so where no file may be larger than half a megabyte. Start it with such a limit.
switch (args)
{
    case ["forever", var path]:
        EndlessSaves.Run(path);
        break;
    case ["full", var folder]:
        FullDisk.Run(folder);
        break;
    case ["limited", var folder]:
        LimitedFiles.Run(folder);
        break;
    default:
        Console.Error.WriteLine("Expected: forever PATH, full FOLDER, or limited FOLDER.");
        Environment.Exit(2);
        break;
}
