using System.Reflection;
using Microsoft.ML;

namespace MLExtensions.Tests.StandIn;

/// <summary>What compiles against the offline stand-in compiles against Microsoft.ML 5.0.0.</summary>
[TestClass]
[TestCategory("StandIn")]
public sealed class StandInSurfaceTests
{
    /// <summary>Types that AutoML's build generates are not in its sources, so not in the list; that tests compile on the real host checks those.</summary>
    private const string Generated = "Microsoft.ML.AutoML.CodeGen.";

    /// <summary>Classes with the constructor that a compiler adds, in the stand-in as in the real one; the list holds only what the source says.</summary>
    private static readonly string[] WithImplicitConstructor =
    [
        "Microsoft.ML.PredictionEngineOptions",
        "Microsoft.ML.Data.NoColumnAttribute",
        "Microsoft.ML.Data.RankingEvaluatorOptions",
        "Microsoft.ML.Data.TextLoader.Options",
        "Microsoft.ML.Trainers.SdcaBinaryTrainerBase`1.BinaryOptionsBase",
        "Microsoft.ML.Trainers.SdcaLogisticRegressionBinaryTrainer.Options",
        "Microsoft.ML.Trainers.SdcaMaximumEntropyMulticlassTrainer.Options",
        "Microsoft.ML.Trainers.SdcaMulticlassTrainerBase`1.MulticlassOptions",
        "Microsoft.ML.Trainers.SquaredLoss",
        "Microsoft.ML.Transforms.Text.CustomStopWordsRemovingEstimator.Options",
    ];

    [TestMethod]
    [DataRow("Microsoft.ML.DataView")]
    [DataRow("Microsoft.ML.Core")]
    [DataRow("Microsoft.ML.Data")]
    [DataRow("Microsoft.ML.Transforms")]
    [DataRow("Microsoft.ML.StandardTrainers")]
    [DataRow("Microsoft.ML.FastTree")]
    [DataRow("Microsoft.ML.ImageAnalytics")]
    [DataRow("Microsoft.ML.SearchSpace")]
    [DataRow("Microsoft.ML.AutoML")]
    public void PublicMembers_OfTheStandIn_AreAllInMicrosoftML(string name)
    {
        if (typeof(MLContext).Assembly.GetName().GetPublicKeyToken() is { Length: > 0 })
        {
            Assert.Inconclusive("This run uses the real Microsoft.ML: there is no stand-in to compare.");
        }

        HashSet<ApiMember> real = ApiList.Read(SharedFolder.Require("mlnet-api-5.0.0", $"{name}.txt"));
        ApiMember[] ours = [.. ApiOfAssembly.Members(Assembly.Load(name)).Where(member => !member.Type.StartsWith(Generated, StringComparison.Ordinal))];
        Assert.IsNotEmpty(ours);
        string[] surplus = [.. ours.Where(member => !IsImplicitConstructor(member) && !(real.TryGetValue(member, out ApiMember? listed) && member.DefaultsAgree(listed))).Select(member => Describe(member, real))];
        Assert.IsEmpty(surplus, $"Members that Microsoft.ML lacks:\n{string.Join('\n', surplus)}");
    }

    private static bool IsImplicitConstructor(ApiMember member) =>
        member is { Kind: "constructor", Parameters: "" } && WithImplicitConstructor.Contains(member.Type);

    private static string Describe(ApiMember member, HashSet<ApiMember> real)
    {
        var alike = real.Where(other => other.Type == member.Type && other.Kind == member.Kind && other.Name.Split(' ')[0] == member.Name.Split(' ')[0]);
        return $"{member} defaults {string.Join(' ', member.Defaults)}\n{string.Concat(alike.Select(other => $"    there is {other} defaults {string.Join(' ', other.Defaults)}\n"))}";
    }
}
