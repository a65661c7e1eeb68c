using System.Globalization;

namespace MLExtensions.Benchmarks;

/// <summary>What the command line asks for.</summary>
internal sealed record BenchmarkOptions
{
    public const string Usage = """
        Usage: eng/bench.sh [--filter NAME]... [--rounds N] [--seconds S] [--ours] [--list]
               eng/bench.sh --kernels [BenchmarkDotNet's arguments]
          --filter NAME   only workloads whose name begins with NAME; several may be given
          --rounds N      rounds of each side, in turn; 5 or more, default 21; short workloads take up to three times as many
          --seconds S     length of a round, default 0.05
          --ours          without PyTorch
          --list          names the workloads
          --kernels       single kernels by BenchmarkDotNet
        """;

    public IReadOnlyList<string> Filters { get; private init; } = [];

    public int Rounds { get; private init; } = 21;

    public double Seconds { get; private init; } = 0.05;

    public bool OursOnly { get; private init; }

    public bool List { get; private init; }

    /// <summary>Reads the arguments.</summary>
    /// <returns>Null where they are wrong.</returns>
    public static BenchmarkOptions? TryParse(string[] arguments)
    {
        var options = new BenchmarkOptions();
        for (int i = 0; i < arguments.Length; i++)
        {
            string? value = i + 1 < arguments.Length ? arguments[i + 1] : null;
            switch (arguments[i])
            {
                case "--ours": options = options with { OursOnly = true }; continue;
                case "--list": options = options with { List = true }; continue;
                case "--filter" when value is not null: options = options with { Filters = [.. options.Filters, value] }; break;
                case "--rounds" when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int rounds) && rounds >= 5:
                    options = options with { Rounds = rounds };
                    break;
                case "--seconds" when double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds) && seconds > 0:
                    options = options with { Seconds = seconds };
                    break;
                default: return null;
            }

            i++;
        }

        return options;
    }

    /// <summary>Whether a workload is asked for.</summary>
    public bool Includes(Workload workload) => Filters.Count == 0 || Filters.Any(filter => workload.Name.StartsWith(filter, StringComparison.Ordinal));
}
