using Microsoft.ML;
using Microsoft.ML.Calibrators;
using Microsoft.ML.Runtime;

[assembly: LoadableClass(
    typeof(CalibratedModelParametersBase), typeof(ParameterMixingCalibratedModelParameters), null, typeof(SignatureLoadModel), "",
    ParameterMixingCalibratedModelParameters.LoaderSignature)]

namespace Microsoft.ML.Calibrators;

/// <summary>A linear model with its calibrator.</summary>
internal sealed class ParameterMixingCalibratedModelParameters<TSubModel, TCalibrator>
    : CalibratedModelParametersBase<TSubModel, TCalibrator>, ICanSaveModel
    where TSubModel : class
    where TCalibrator : class, ICalibrator
{
    public ParameterMixingCalibratedModelParameters(TSubModel subModel, TCalibrator calibrator)
        : base(subModel, calibrator)
    {
    }

    void ICanSaveModel.Save(ModelSaveContext ctx) => CalibratedModelFile.Save(ctx, ParameterMixingCalibratedModelParameters.Version, this);
}

/// <summary>Loads the generic one.</summary>
internal static class ParameterMixingCalibratedModelParameters
{
    public const string LoaderSignature = "PMixCaliPredExec";

    public static VersionInfo Version => new(
        "PMIXCALP", 0x00010001, 0x00010001, 0x00010001, typeof(ParameterMixingCalibratedModelParameters).Assembly.FullName, LoaderSignature);

    internal static CalibratedModelParametersBase Create(IHostEnvironment env, ModelLoadContext ctx) =>
        CalibratedModelFile.Load(env, ctx, Version, typeof(ParameterMixingCalibratedModelParameters<,>));
}
