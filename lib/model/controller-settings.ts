export type { ControllerConfigMap, ControllerSetting, ControllerSettings } from './schemas/controller-settings'
