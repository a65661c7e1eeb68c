using MLExtensions.InterruptedSave;

// "forever PATH" saves a model again and again, and prints a line each time.
// "full FOLDER" fills the disk that the folder is on, saves there, and prints what became of it. Give it a small disk of its own.
switch (args)
{
    case ["forever", var path]:
        EndlessSaves.Run(path);
        break;
    case ["full", var folder]:
        FullDisk.Run(folder);
        break;
    default:
        Console.Error.WriteLine("Expected: forever PATH, or full FOLDER.");
        Environment.Exit(2);
        break;
}
