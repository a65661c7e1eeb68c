using Microsoft.ML;
using Microsoft.ML.Calibrators;
using Microsoft.ML.Runtime;

[assembly: LoadableClass(
    typeof(CalibratedModelParametersBase), typeof(FeatureWeightsCalibratedModelParameters), null, typeof(SignatureLoadModel), "",
    FeatureWeightsCalibratedModelParameters.LoaderSignature)]

namespace Microsoft.ML.Calibrators;

/// <summary>A model of trees with its calibrator.</summary>
internal sealed class FeatureWeightsCalibratedModelParameters<TSubModel, TCalibrator>
    : CalibratedModelParametersBase<TSubModel, TCalibrator>, ICanSaveModel
    where TSubModel : class
    where TCalibrator : class, ICalibrator
{
    public FeatureWeightsCalibratedModelParameters(TSubModel subModel, TCalibrator calibrator)
        : base(subModel, calibrator)
    {
    }

    void ICanSaveModel.Save(ModelSaveContext ctx) => CalibratedModelFile.Save(ctx, FeatureWeightsCalibratedModelParameters.Version, this);
}

/// <summary>Loads the generic one.</summary>
internal static class FeatureWeightsCalibratedModelParameters
{
    public const string LoaderSignature = "FeatWCaliPredExec";

    public static VersionInfo Version => new(
        "FTWTCALP", 0x00010001, 0x00010001, 0x00010001, typeof(FeatureWeightsCalibratedModelParameters).Assembly.FullName, LoaderSignature);

    internal static CalibratedModelParametersBase Create(IHostEnvironment env, ModelLoadContext ctx) =>
        CalibratedModelFile.Load(env, ctx, Version, typeof(FeatureWeightsCalibratedModelParameters<,>));
}
