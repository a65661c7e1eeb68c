using Microsoft.ML.Runtime;

namespace Microsoft.ML.Calibrators;

/// <summary>A calibrated model's entry in a file: its two parts, whose types are the type parameters of the model that holds them.</summary>
internal static class CalibratedModelFile
{
    private const string SubModelFolder = "Predictor";
    private const string CalibratorFolder = "Calibrator";

    public static void Save(ModelSaveContext ctx, VersionInfo version, CalibratedModelParametersBase model)
    {
        Contracts.CheckValue(ctx, nameof(ctx));
        ctx.CheckAtModel();
        ctx.SetVersionInfo(version);
        ctx.SaveModel(model.SubModel, SubModelFolder);
        ctx.SaveModel(model.Calibrator, CalibratorFolder);
    }

    public static CalibratedModelParametersBase Load(IHostEnvironment env, ModelLoadContext ctx, VersionInfo version, Type modelType)
    {
        ctx.CheckAtModel(version);
        ctx.LoadModel<IPredictorProducing<float>, SignatureLoadModel>(env, out var subModel, SubModelFolder);
        ctx.LoadModel<ICalibrator, SignatureLoadModel>(env, out var calibrator, CalibratorFolder);
        return (CalibratedModelParametersBase)Activator.CreateInstance(
            modelType.MakeGenericType(subModel.GetType(), calibrator.GetType()), subModel, calibrator);
    }
}
