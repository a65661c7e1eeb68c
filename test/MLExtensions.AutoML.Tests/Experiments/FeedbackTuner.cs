using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.ML.AutoML;
using Microsoft.ML.SearchSpace;

namespace MLExtensions.Tests.AutoML.Experiments;

/// <summary>Proposes by everything that it was told before, in the order in which it was told: the least difference gives other proposals.</summary>
internal sealed class FeedbackTuner(bool isWrapped = true) : ITuner
{
    private string _known = "";

    /// <summary>What it was asked and told.</summary>
    public List<string> Calls { get; } = [];

    public Parameter Propose(TrialSettings settings)
    {
        Calls.Add($"propose {settings.TrialId}");
        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{_known}{settings.TrialId}"));
        var values = Parameter.CreateNestedParameter();
        values["X"] = Parameter.FromDouble(BitConverter.ToUInt32(hash) / (double)uint.MaxValue);
        var pipeline = Parameter.CreateNestedParameter();
        pipeline["_SCHEMA_"] = Parameter.FromString("e0 * e1");
        pipeline["e0"] = Parameter.CreateNestedParameter();
        pipeline["e1"] = values;
        if (!isWrapped)
        {
            return pipeline;
        }

        var whole = Parameter.CreateNestedParameter();
        whole["_pipeline_"] = pipeline;
        return whole;
    }

    public void Update(TrialResult result)
    {
        string told = string.Create(CultureInfo.InvariantCulture, $"told {result.TrialSettings.TrialId} {result.Loss:R} {result.DurationInMilliseconds}");
        Calls.Add(told);
        _known += told;
    }
}
