using Microsoft.ML.AutoML;
using Microsoft.ML.SearchSpace;
using Microsoft.ML.SearchSpace.Option;
using SearchSpace = Microsoft.ML.SearchSpace.SearchSpace;

namespace MLExtensions.AutoML.Tests.Tuners;

/// <summary>Functions with known minima, and what a tuner finds of them.</summary>
internal static class Minimisation
{
    /// <summary>Branin's function has three minima of this value, as at (pi, 2.275).</summary>
    public const double BraninMinimum = 0.39788735772973816;

    public static SearchSpace BraninSpace => new() { ["x"] = new UniformDoubleOption(-5, 10, logBase: false, defaultValue: 2.5), ["y"] = new UniformDoubleOption(0, 15, logBase: false, defaultValue: 7.5) };

    /// <summary>
    /// As the space of a sweepable pipeline: a first estimator with one value, then one of three with values of their own. The best is the third, whose minimum is 0; the others end at 0.2 and 0.4.
    /// </summary>
    public static SearchSpace PipelineSpace => new()
    {
        ["_SCHEMA_"] = new ChoiceOption("e0 * e1", "e0 * e2", "e0 * e3"),
        ["e0"] = new SearchSpace { ["offset"] = new UniformDoubleOption(0, 1, logBase: false, defaultValue: 0.5) },
        ["e1"] = new SearchSpace { ["depth"] = new UniformIntOption(1, 20, logBase: false, defaultValue: 10) },
        ["e2"] = new SearchSpace { ["rate"] = new UniformDoubleOption(1e-5, 1, logBase: true, defaultValue: 1e-2), ["kind"] = new ChoiceOption("a", "b", "c") },
        ["e3"] = new SearchSpace
        {
            ["rate"] = new UniformDoubleOption(1e-5, 1, logBase: true, defaultValue: 1e-2),
            ["size"] = new UniformIntOption(8, 512, logBase: true, defaultValue: 50),
            ["kind"] = new ChoiceOption("a", "b", "c", "d"),
        },
    };

    public static double Branin(Parameter parameter)
    {
        double x = parameter["x"].AsType<double>(), y = parameter["y"].AsType<double>();
        double curve = y - (5.1 / (4 * Math.PI * Math.PI) * x * x) + (5 / Math.PI * x) - 6;
        return (curve * curve) + (10 * (1 - (1 / (8 * Math.PI))) * Math.Cos(x)) + 10;
    }

    public static double Pipeline(Parameter parameter)
    {
        double offset = Square(parameter["e0"]["offset"].AsType<double>() - 0.3);
        return parameter["_SCHEMA_"].AsType<string>() switch
        {
            "e0 * e1" => 0.4 + offset + (Math.Abs(parameter["e1"]["depth"].AsType<int>() - 7) / 20.0),
            "e0 * e2" => 0.2 + offset + (0.1 * Square(Math.Log10(parameter["e2"]["rate"].AsType<double>()) + 1)) + (parameter["e2"]["kind"].AsType<string>() == "b" ? 0 : 0.1),
            _ => offset + (0.1 * Square(Math.Log10(parameter["e3"]["rate"].AsType<double>()) + 3)) + (0.1 * Square(Math.Log2(parameter["e3"]["size"].AsType<int>() / 100.0)))
                + (parameter["e3"]["kind"].AsType<string>() == "c" ? 0 : 0.3),
        };
    }

    /// <summary>The lowest value that is found.</summary>
    /// <param name="tuner">The tuner.</param>
    /// <param name="function">What it minimises.</param>
    /// <param name="trials">How many trials it has.</param>
    /// <param name="parallel">How many are proposed before the first of them is told.</param>
    public static double Run(ITuner tuner, Func<Parameter, double> function, int trials, int parallel = 1)
    {
        double best = double.PositiveInfinity;
        for (int first = 0; first < trials; first += parallel)
        {
            TrialSettings[] batch = [.. Enumerable.Range(first, Math.Min(parallel, trials - first)).Select(id => Propose(tuner, id))];
            foreach (TrialSettings settings in batch)
            {
                double loss = function(settings.Parameter);

                // Also where it is not a number.
                best = loss < best ? loss : best;
                tuner.Update(new TrialResult { TrialSettings = settings, Loss = loss, DurationInMilliseconds = 1000 });
            }
        }

        return best;
    }

    public static TrialSettings Propose(ITuner tuner, int id)
    {
        var settings = new TrialSettings { TrialId = id, Parameter = Parameter.CreateNestedParameter() };
        settings.Parameter = tuner.Propose(settings);
        return settings;
    }

    /// <summary>The mean over seeds of how far above the minimum the best trial is.</summary>
    public static double MeanRegret(Func<int, ITuner> create, Func<Parameter, double> function, double minimum, int trials, int seeds, int parallel = 1) =>
        Enumerable.Range(1, seeds).Average(seed => Run(create(seed), function, trials, parallel) - minimum);

    private static double Square(double value) => value * value;
}
