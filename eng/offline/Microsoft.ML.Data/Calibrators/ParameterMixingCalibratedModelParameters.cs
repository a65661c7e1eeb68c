using Microsoft.ML;
using Microsoft.ML.Calibrators;
using Microsoft.ML.Runtime;

[assembly: LoadableClass(
    typeof(CalibratedModelParametersBase), typeof(ParameterMixingCalibratedModelParameters), null, typeof(SignatureLoadModel), "",
    ParameterMixingCalibratedModelParameters.LoaderSignature)]

namespace Microsoft.ML.Calibrators;

internal sealed class ParameterMixingCalibratedModelParameters<TSubModel, TCalibrator>
    : CalibratedModelParametersBase<TSubModel, TCalibrator>, ICanSaveModel
    where TSubModel : class
    where TCalibrator : class, ICalibrator
{
    public ParameterMixingCalibratedModelParameters(TSubModel subModel, TCalibrator calibrator)
        : base(subModel, calibrator)
    {
    }

    void ICanSaveModel.Save(ModelSaveContext ctx)
    {
        Contracts.CheckValue(ctx, nameof(ctx));
        ctx.CheckAtModel();
        ctx.SetVersionInfo(ParameterMixingCalibratedModelParameters.Version);
        ctx.SaveModel(SubModel, ParameterMixingCalibratedModelParameters.SubModelFolder);
        ctx.SaveModel(Calibrator, ParameterMixingCalibratedModelParameters.CalibratorFolder);
    }
}

/// <summary>Loads the generic one, whose types are those of its parts.</summary>
internal static class ParameterMixingCalibratedModelParameters
{
    public const string LoaderSignature = "PMixCaliPredExec";
    public const string SubModelFolder = "Predictor";
    public const string CalibratorFolder = "Calibrator";

    public static VersionInfo Version => new(
        "PMIXCALP", 0x00010001, 0x00010001, 0x00010001, typeof(ParameterMixingCalibratedModelParameters).Assembly.FullName, LoaderSignature);

    internal static CalibratedModelParametersBase Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        ctx.CheckAtModel(Version);
        ctx.LoadModel<IPredictorProducing<float>, SignatureLoadModel>(env, out var subModel, SubModelFolder);
        ctx.LoadModel<ICalibrator, SignatureLoadModel>(env, out var calibrator, CalibratorFolder);
        Type type = typeof(ParameterMixingCalibratedModelParameters<,>).MakeGenericType(subModel.GetType(), calibrator.GetType());
        return (CalibratedModelParametersBase)Activator.CreateInstance(type, subModel, calibrator);
    }
}
