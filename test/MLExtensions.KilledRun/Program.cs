using MLExtensions.KilledRun;
using MLExtensions.Networks;

// Trains with a checkpoint, which the first argument names, every two batches. Prints a line before each batch, and at the end the weights' digest.
using Stream output = Console.OpenStandardOutput();
Network network = LongRun.Train(new CheckpointOptions { Path = args[0], EveryBatches = 2 }, () => output.Write("batch\n"u8));
output.Write(System.Text.Encoding.ASCII.GetBytes($"{LongRun.Bits(network)}\n"));
